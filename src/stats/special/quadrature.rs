//! Gauss-Legendre quadrature with 32 points: the smaller tail of a smooth density, relative to its height.

/// ∫ over [0, length] of e^(exponent(t)) dt.
pub(super) fn integrate(length: f64, exponent: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * length;
    let mut sum = 0.0;
    for (node, weight) in NODES {
        let (near, far) = (half * (1.0 - node), half * (1.0 + node));
        sum += weight * (exponent(near).exp() + exponent(far).exp());
    }
    half * sum
}

/// How far beyond score `z` a bell-shaped tail must be followed, in standard deviations, until what is left
/// is below 1e-17 of it; half as much again for skewness.
pub(super) fn reach(z: f64) -> f64 {
    1.5 * ((z * z + 80.0).sqrt() - z)
}

/// The positive nodes and their weights, computed with mpmath to 50 digits.
const NODES: [(f64, f64); 16] = [
    (0.04830766568773832, 0.0965400885147278),
    (0.1444719615827965, 0.09563872007927486),
    (0.23928736225213706, 0.09384439908080457),
    (0.33186860228212767, 0.09117387869576389),
    (0.42135127613063533, 0.08765209300440381),
    (0.5068999089322294, 0.08331192422694675),
    (0.5877157572407623, 0.07819389578707031),
    (0.6630442669302152, 0.0723457941088485),
    (0.7321821187402897, 0.06582222277636185),
    (0.7944837959679424, 0.058684093478535544),
    (0.84936761373257, 0.050998059262376175),
    (0.8963211557660521, 0.04283589802222668),
    (0.9349060759377397, 0.03427386291302143),
    (0.9647622555875064, 0.02539206530926206),
    (0.9856115115452684, 0.01627439473090567),
    (0.9972638618494816, 0.007018610009470096),
];
