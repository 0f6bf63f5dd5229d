//! Audits a published report: `cargo run --features report --example audit_report FILE`.

use courtmetrics::audit::audit;
use courtmetrics::report_text::extract_bytes;

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "/dev/stdin".to_owned());
    let audit = audit(&extract_bytes(&std::fs::read(path)?).figures);
    for finding in &audit.findings {
        println!("{:?} {:?} at {:?}", finding.severity, finding.kind, finding.spans);
        println!("    {}", finding.arithmetic);
        println!("    reconciled by {}; a difference of scope is {:?}", finding.reconcile, finding.scope);
    }
    for implied in &audit.implied {
        println!("{}: {}", implied.label, implied.arithmetic);
    }
    Ok(())
}
