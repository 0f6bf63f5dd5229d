"""What the help shows below the options."""

EXAMPLES = """examples:
  courtmetrics measure cases.csv --indicators cepej --by court --compare
  courtmetrics measure cases.parquet -i pinghu --language zh --compare --first 2023
  courtmetrics measure cases.csv -i clearance_rate --by case_class -o table.csv
  courtmetrics measure cases.csv -i cepej --by court --inputs judges_and_inhabitants.csv
  courtmetrics measure-ledger totals.csv --codebook totals.toml -i cepej --compare --checks
  courtmetrics indicators clearance
  courtmetrics indicators --show cepej.disposition_time
  courtmetrics indicators --concepts 结收比
  courtmetrics codebook check cases.csv
  courtmetrics cube make 2023.csv -i cepej --by court -o courts.cube
  courtmetrics cube add courts.cube 2024-01.csv
  courtmetrics cube table courts.cube -i cepej --period quarter --compare
  courtmetrics generate cases.parquet --rows 1000000
  courtmetrics audit report-2023.txt report-2022.txt
  courtmetrics series report-2021.txt report-2022.txt report-2023.txt

exit codes: 0 done; 1 an error of the data, the file or the arguments; 2 a command line that cannot be read;
130 stopped by Ctrl-C
"""
