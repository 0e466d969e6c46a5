/// How long work takes that has a part which nobody can share: `serial + parallel / n` for n workers (Amdahl 1967).
package struct AmdahlFit: Equatable {
  package let serialSeconds: Double
  package let parallelSeconds: Double

  /// The least squares through `points`; `nil` from less than two counts of workers.
  package init?(_ points: [(workers: Int, seconds: Double)]) {
    guard Set(points.map(\.workers)).count > 1 else { return nil }
    let x = points.map { 1 / Double($0.workers) }
    let count = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, points.map(\.seconds).reduce(0, +) / count)
    let covariance = zip(x, points).reduce(0) { $0 + ($1.0 - meanX) * ($1.1.seconds - meanY) }
    parallelSeconds = covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    serialSeconds = meanY - parallelSeconds * meanX
  }

  package func seconds(workers: Int) -> Double { serialSeconds + parallelSeconds / Double(workers) }

  /// The share of the work that nobody can share.
  package var serialFraction: Double { serialSeconds / (serialSeconds + parallelSeconds) }
}
