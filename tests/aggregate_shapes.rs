//! Tables in the shapes in which ministries and courts print them, described by nothing but a codebook. The
//! numbers are invented; what must come out is computed by hand.
#![cfg(feature = "csv")]

use courtmetrics::aggregate::{Check, TableBook};
use courtmetrics::measure_ledger::{LedgerRequest, MeasuredLedger};
use courtmetrics::period::Base;
use courtmetrics::read::{Grid, GridText};
use courtmetrics::table::Table;

fn run(book: &str, text: &str, indicators: &[&str]) -> MeasuredLedger {
    let book = TableBook::from_toml(book).unwrap();
    let grid = Grid::from_text(text.as_bytes(), &book.text(), "table").unwrap();
    LedgerRequest::new(indicators).unwrap().run(&book, &grid).unwrap()
}

/// Numerator and denominator, or the status.
fn cell(table: &Table, indicator: &str, group: &[&str], period: &str) -> Result<(i64, i64), &'static str> {
    let row = table.row(table.find(indicator, group, period).unwrap());
    match row.status.word() {
        "known" => Ok((row.numerator, row.denominator)),
        other => Err(other),
    }
}

fn labels(table: &Table) -> Vec<String> {
    table.periods().iter().map(ToString::to_string).collect()
}

#[test]
fn years_in_columns_and_measures_in_rows() {
    let book = r#"
        id = "years-in-columns"
        [aggregate]
        skip_lines = 2
        ends_at = "Source"
        measure_column = "Indicator"
        numbers.marks = ["(p)"]
        [[aggregate.group]]
        name = "court"
        column = "Court"
        fill_down = true
        total = "All courts"
        [aggregate.measures]
        incoming = "New cases"
        resolved = "Disposed cases"
        pending_end = "Pending on 31 December"
    "#;
    let text = "Table 4. Civil caseload\n\nCourt,Indicator,2022,2023 (p)\n\
        Avola,New cases,\"1,200\",\"1,000\"\n,Disposed cases,\"1,150\",\"1,100\"\n,Pending on 31 December,300,200\n\
        Noto,New cases,400,n/a\n,Disposed cases,380,410\n,Pending on 31 December,NAP,NAP\n\
        All courts,New cases,\"1,600\",\"1,450\"\n,Disposed cases,\"1,530\",\"1,511\"\n,Vacancies,3,4\n\
        Source: Ministry of Justice,,,\n";
    let mut measured = run(book, text, &["cepej.clearance_rate", "cepej.pending_end", "cepej.pending_start"]);
    let table = &mut measured.table;
    table.compare(Base::YearBefore);
    assert_eq!(labels(table), ["2022", "2023"]);
    assert_eq!(cell(table, "clearance_rate", &["Avola"], "2023"), Ok((1100, 1000)));
    assert_eq!(cell(table, "clearance_rate", &["Noto"], "2023"), Err("not_available"));
    assert_eq!(cell(table, "pending_end", &["Noto"], "2023"), Err("not_applicable"));
    // What there cannot be is left out of the sum of what the table does not add up itself.
    assert_eq!(cell(table, "pending_end", &["*"], "2023"), Ok((200, 1)));
    assert_eq!(cell(table, "pending_start", &["Avola"], "2023"), Err("column_missing"));
    // The printed total goes before the sum, and is found wrong: 1100 + 410 is 1510.
    assert_eq!(cell(table, "clearance_rate", &["*"], "2023"), Ok((1511, 1450)));
    let found: Vec<(&str, &str)> =
        measured.checks.findings.iter().map(|f| (f.check.word(), f.words.as_str())).collect();
    assert_eq!(found, [("parts", "2 parts by court add up to 1510, printed 1511")]);
    assert_eq!(measured.checks.findings[0].difference().unwrap().to_f64(), 1.0);
    assert_eq!(measured.checks.findings[0].line, Some(11));
    let avola = table.find("clearance_rate", &["Avola"], "2023").unwrap();
    // 110 % after 1150/1200.
    assert!(
        (table.exact_change(avola).unwrap().value().to_f64() - (110.0 - 115_000.0 / 1200.0)).abs() < 1e-9
    );
    assert!(table.notes().iter().any(|n| n.contains("does not name: \"Vacancies\"")), "{:?}", table.notes());
}

#[test]
fn a_long_table_with_quarters_and_totals_over_case_types() {
    let book = r#"
        id = "long"
        [aggregate]
        measure_column = "variable"
        headings = "value"
        [[aggregate.group]]
        name = "court"
        column = "court"
        [[aggregate.group]]
        name = "case_type"
        column = "type"
        total = "Total"
        wholes.Civil = ["Family", "Other civil"]
        [aggregate.period]
        columns = ["quarter", "year"]
        grain = "quarter"
        [aggregate.measures]
        incoming = "lodged"
        resolved = "finalised"
    "#;
    let mut text = "court,type,year,quarter,variable,value,unit\n".to_owned();
    for (kind, lodged, finalised) in [
        ("Family", 10, 12),
        ("Other civil", 20, 18),
        ("Civil", 30, 30),
        ("Criminal", 7, 0),
        ("Total", 37, 30),
    ] {
        text += &format!("A,{kind},2023,Q4,lodged,{lodged},n\nA,{kind},2023,Q4,finalised,{finalised},n\n");
        text += &format!("A,{kind},2024,Q1,lodged,0,n\nA,{kind},2024,Q1,finalised,1,n\n");
    }
    let measured = run(book, &text, &["cepej.clearance_rate"]);
    assert_eq!(labels(&measured.table), ["2023-Q4", "2024-Q1"]);
    assert_eq!(cell(&measured.table, "clearance_rate", &["A", "Family"], "2023-Q4"), Ok((12, 10)));
    assert_eq!(cell(&measured.table, "clearance_rate", &["A", "Family"], "2024-Q1"), Err("zero_denominator"));
    // Nothing of court A's whole is counted twice: 37 and not 67.
    assert_eq!(cell(&measured.table, "clearance_rate", &["*", "*"], "2023-Q4"), Ok((30, 37)));
    // In 2024 every row says 1, so neither civil nor the total is the sum of its parts.
    let failed: Vec<String> = measured.checks.findings.iter().map(|f| f.words.clone()).collect();
    assert_eq!(failed, ["2 parts by case_type add up to 2, printed 1"; 2]);
    assert_eq!(measured.checks.made[&Check::Parts].made, 8);
}

#[test]
fn two_header_lines_german_words_and_decimal_commas() {
    let book = r#"
        id = "german"
        [aggregate]
        header_has = "Gericht"
        header_lines = 2
        headings = "{period} / {measure}"
        ends_at = "Quelle"
        numbers.decimal = ","
        words.zero = "-"
        [[aggregate.group]]
        name = "court"
        column = "Gericht"
        total = "Insgesamt"
        [aggregate.measures]
        pending_start = "Anhängig am Jahresanfang"
        incoming = "Neuzugänge"
        resolved = "Erledigte Verfahren"
        pending_end = "Anhängig am Jahresende"
        judges = "Richterstellen"
        [aggregate.published]
        "cepej.clearance_rate" = "Erledigungsquote"
    "#;
    let text = "Geschäftsentwicklung der Gerichte, Stand: 1. März 2024;;;;;;;;\n;;;;;;;;\n\
        Gericht;2022;;;;2023;;;;;\n\
        ;Anhängig am Jahresanfang;Neuzugänge;Erledigte Verfahren;Anhängig am Jahresende;\
        Anhängig am Jahresanfang;Neuzugänge;Erledigte Verfahren;Anhängig am Jahresende;Richterstellen;Erledigungsquote\n\
        AG Ulm;1.204;3.410;3.300;1.314;1.314;3.000;3.200;1.114;12,5;106,7 %\n\
        AG Aalen;87;–;12;75;80;25;5;100;1,25;20,0 %\n\
        Insgesamt;1.291;3.410;3.312;1.389;1.394;3.025;3.205;1.214;13,75;106,0 %\n\
        Quelle: Statistisches Landesamt;;;;;;;;\n";
    let measured = run(book, text, &["cepej.clearance_rate", "cepej.disposition_time"]);
    let table = &measured.table;
    assert_eq!(labels(table), ["2022", "2023"]);
    assert_eq!(cell(table, "clearance_rate", &["AG Aalen"], "2022"), Err("zero_denominator"));
    assert_eq!(cell(table, "disposition_time", &["AG Ulm"], "2023"), Ok((1114, 3200)));
    let found: Vec<(&str, &str)> =
        measured.checks.findings.iter().map(|f| (f.check.word(), f.group[0].text())).collect();
    // Aalen ends 2022 with 75 and starts 2023 with 80, and the total with it.
    assert_eq!(found, [("carried_over", "*"), ("carried_over", "AG Aalen")]);
    // 106.7, 20.0 and 106.0 are what 3200/3000, 5/25 and 3205/3025 give.
    assert_eq!(measured.checks.made[&Check::Published].made, 3);
}

#[test]
fn fiscal_years_with_a_stroke_sections_and_blank_rows() {
    let book = r#"
        id = "australian"
        [aggregate]
        calendar = { year_starts = 7 }
        derive = ["pending_start", "pending_end"]
        words.not_applicable = "na"
        [[aggregate.group]]
        name = "state"
        section = true
        [[aggregate.group]]
        name = "court"
        column = 1
        total = "Total"
        [aggregate.period]
        column = 2
        [aggregate.measures]
        incoming = { words = "Lodgments ('000)", scale = 1000 }
        resolved = { words = "Finalisations ('000)", scale = 1000 }
        pending_end = "Pending at 30 June"
    "#;
    let text = "Court,Year,Lodgments ('000),Finalisations ('000),Pending at 30 June\n\
        New South Wales,,,,\n\
        Supreme,2022/23,1.5,1.4,900\nSupreme,2023/24,1.25,1.5,\n\nDistrict,2022–23,10.2,10.1,4 000\n\
        Victoria,,,,\n\
        Supreme,2023/24,0.8,0.7,na\n";
    let mut measured = run(book, text, &["cepej.clearance_rate", "cepej.pending_start", "cepej.pending_end"]);
    let table = &mut measured.table;
    assert_eq!(labels(table), ["FY2023", "FY2024"]);
    assert_eq!(cell(table, "clearance_rate", &["New South Wales", "Supreme"], "FY2024"), Ok((1500, 1250)));
    // Carried over from the end of the year before; the end from that: 900 + 1250 − 1500.
    assert_eq!(cell(table, "pending_start", &["New South Wales", "Supreme"], "FY2024"), Ok((900, 1)));
    assert_eq!(cell(table, "pending_end", &["New South Wales", "Supreme"], "FY2024"), Ok((650, 1)));
    assert_eq!(cell(table, "pending_end", &["Victoria", "Supreme"], "FY2024"), Err("not_applicable"));
    // 900 + 1400 − 1500: the year before the first is computed from its own row.
    assert_eq!(cell(table, "pending_start", &["New South Wales", "Supreme"], "FY2023"), Ok((800, 1)));
    // The district court says nothing of 2023/24.
    assert_eq!(
        cell(table, "clearance_rate", &["New South Wales", "District"], "FY2024"),
        Err("not_available")
    );
    assert!(table.notes().iter().any(|n| n.starts_with("pending_start: ")), "{:?}", table.notes());
}

#[test]
fn a_chinese_table_in_ten_thousands_with_its_year_before() {
    let book = r#"
        id = "chinese"
        [aggregate]
        header_lines = 2
        headings = ["{period} / {measure}"]
        about = { register = "all_cases" }
        [[aggregate.group]]
        name = "case_class"
        column = "案件类别"
        total = "合计"
        values = { civil = "民事", criminal = "刑事" }
        [aggregate.period]
        is = "2024-01..2024-06"
        years_before = { "本期" = 0, "上年同期" = 1 }
        changes = "同比"
        [aggregate.measures]
        incoming = "新收"
        resolved = "办结"
        pending_start = "旧存"
        [aggregate.numbers]
        units = { "万件" = 10000, "件" = 1 }
    "#;
    let text = "案件类别,本期,,,上年同期,,,同比\n,旧存,新收,办结,旧存,新收,办结,新收\n\
        民事,1.2万件,3.5万件,3.1万件,1万件,3万件,2.8万件,16.67%\n\
        刑事,300件,1,200件,1250件,280,1000,980,20%\n";
    let text = text.replace("1,200件", "1200件");
    let mut measured = run(book, &text, &["pinghu.closing_rate", "pinghu.cases_filed"]);
    let table = &mut measured.table;
    table.compare(Base::YearBefore);
    assert_eq!(labels(table), ["2023-01..2023-06", "2024-01..2024-06"]);
    assert_eq!(cell(table, "closing_rate", &["civil"], "2024-01..2024-06"), Ok((31_000, 47_000)));
    assert_eq!(cell(table, "closing_rate", &["*"], "2024-01..2024-06"), Ok((32_250, 48_500)));
    let filed = table.find("cases_filed", &["criminal"], "2024-01..2024-06").unwrap();
    assert_eq!(table.exact_change(filed).unwrap().value().to_f64(), 20.0);
    assert_eq!(measured.checks.made[&Check::Change].made, 2);
    assert_eq!(measured.checks.made[&Check::Change].failed, 0);
}

#[test]
fn courts_in_columns_and_a_portuguese_month() {
    let book = r#"
        id = "portuguese"
        [aggregate]
        delimiter = ";"
        measure_column = "Movimentação"
        headings = "{court}"
        numbers.decimal = ","
        [[aggregate.group]]
        name = "court"
        total = "Total"
        [aggregate.period]
        column = "Mês"
        grain = "month"
        [aggregate.measures]
        incoming = "Casos novos"
        resolved = "Baixados"
        [aggregate.measures.appealed]
        words = "Recursos"
        of = "resolved"
        where = { appealed = true }
    "#;
    let text = "Mês;Movimentação;1ª Vara;2ª Vara;Total\n\
        março de 2024;Casos novos;1.100;900;2.000\nmarço de 2024;Baixados;1.000;...;2.050\n\
        março de 2024;Recursos;12;x;13\n";
    let measured = run(book, text, &["cepej.clearance_rate"]);
    let table = &measured.table;
    assert_eq!(labels(table), ["2024-03"]);
    assert_eq!(cell(table, "clearance_rate", &["1ª Vara"], "2024-03"), Ok((1000, 1100)));
    assert_eq!(cell(table, "clearance_rate", &["2ª Vara"], "2024-03"), Err("not_available"));
    assert_eq!(cell(table, "clearance_rate", &["*"], "2024-03"), Ok((2050, 2000)));
    let found = &measured.checks.findings;
    assert_eq!(
        (found[0].check, found[0].words.as_str(), found[0].line),
        (Check::Unreadable, "\"x\" is no number", Some(4))
    );
}

#[test]
fn a_condition_is_decided_by_a_grouping_column_or_by_what_the_table_is_about() {
    let book = r#"
        id = "instances"
        [aggregate]
        about = { register = "all_cases" }
        [[aggregate.group]]
        name = "instance"
        column = "Instance"
        values = { first = "First", second = "Appeal" }
        [aggregate.period]
        column = "Year"
        [aggregate.measures]
        resolved = "Resolved"
        [aggregate.measures.appeals]
        words = "Appealed"
        of = "resolved"
        where = { appealed = true }
    "#;
    let text = "Instance,Year,Resolved,Appealed\nFirst,2023,200,17\nAppeal,2023,40,1\n";
    let measured = run(
        book,
        text,
        &["pinghu.first_instance_acceptance_rate", "pinghu.cases_closed", "pinghu.cases_filed"],
    );
    let table = &measured.table;
    assert_eq!(cell(table, "cases_closed", &["*"], "2023"), Ok((240, 1)));
    // Of the first instance alone, also where all instances stand together.
    assert_eq!(cell(table, "first_instance_acceptance_rate", &["first"], "2023"), Ok((183, 200)));
    assert_eq!(cell(table, "first_instance_acceptance_rate", &["*"], "2023"), Ok((183, 200)));
    assert_eq!(cell(table, "cases_filed", &["*"], "2023"), Err("column_missing"));
}

#[test]
fn a_row_that_says_two_things_says_neither() {
    let book = r#"
        id = "twice"
        aggregate.period.column = "Year"
        aggregate.group = [{ name = "court", column = "Court" }]
        aggregate.measures = { incoming = "In", resolved = "Out" }
    "#;
    let text = "Court,Year,In,Out\nA,2023,10,9\nA,2023,11,9\nB,2023,5,5\nB,2023,5,5\n";
    let measured = run(book, text, &["cepej.clearance_rate", "cepej.resolved"]);
    assert_eq!(cell(&measured.table, "clearance_rate", &["A"], "2023"), Err("not_available"));
    assert_eq!(cell(&measured.table, "resolved", &["A"], "2023"), Ok((9, 1)));
    assert_eq!(cell(&measured.table, "clearance_rate", &["B"], "2023"), Ok((5, 5)));
    let words: Vec<&str> = measured.checks.findings.iter().map(|f| f.words.as_str()).collect();
    assert_eq!(words, ["line 2 says 10, line 3 says 11"]);
}

#[test]
fn what_does_not_fit_is_said_with_the_next_thing_to_type() {
    let error = |book: &str, text: &str| {
        let book = TableBook::from_toml(book).unwrap();
        let grid = Grid::from_text(text.as_bytes(), &GridText::default(), "table").unwrap();
        LedgerRequest::new(&["cepej"]).unwrap().run(&book, &grid).unwrap_err().to_string()
    };
    let plain = "id = \"x\"\naggregate.period.column = \"Year\"\naggregate.measures.incoming = \"In\"";
    assert_eq!(
        error(plain, "Yaer,In\n2023,1\n"),
        "codebook x: no column \"Year\" for the period; the columns are: \"Yaer\", \"In\"; hint: did you mean \"Yaer\"?"
    );
    assert_eq!(
        error(plain, "Year,Inn\n2023,1\n"),
        "codebook x: no column has numbers that the codebook knows; the columns are: \"Year\", \"Inn\"; headings are \
         \"{measure}\"; hint: [aggregate.measures] names the measures as the headings do"
    );
    assert!(error(plain, "Year,In\n2022-23,1\n").contains("line 2: \"2022-23\" is read as no period"));
    assert!(error(plain, "Year,In\n").contains("no row stands below the header of 1 lines"));
    let by = LedgerRequest::new(&["cepej"]).unwrap().by(&["cuort"]);
    let book =
        TableBook::from_toml(&format!("{plain}\naggregate.group = [{{ name = \"court\", column = \"C\" }}]"))
            .unwrap();
    let grid = Grid::from_rows([["C", "Year", "In"], ["A", "2023", "1"]]);
    assert!(by.run(&book, &grid).unwrap_err().to_string().ends_with("did you mean \"court\"?"));
}
