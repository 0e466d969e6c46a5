import FoundationEssentials
import Hosting
import JobQueue

/// A job as its owner sees it.
struct JobView: Encodable {
  private let job: Job
  private let recipe: WorkRecipe
  private let progress: Progress
  private let result: StoredResult?
  private let live: LiveWork?
  private let keepSeconds: Double

  /// - Parameter live: How far it is, as far as this process knows better than the store.
  init(_ job: Job, live: LiveWork?, keepSeconds: Double) {
    self.job = job
    recipe = WorkRecipe(text: job.work.recipe) ?? WorkRecipe()
    self.live = job.state == .running ? live : nil
    progress = self.live?.progress ?? job.progress
    result = job.result.flatMap { try? JSONDecoder().decode(StoredResult.self, from: Data($0.utf8)) }
    self.keepSeconds = keepSeconds
  }

  /// Another one for each thing that can be seen.
  var eventID: String {
    let known = [tempo == nil ? 0 : 1, audio == nil ? 0 : 1, live?.products.count ?? 0].map(String.init)
    return
      "\(job.state.rawValue)-\(job.position ?? 0)-\(stage ?? "")-\(Int(percent * 10))-\(known.joined(separator: "-"))"
      .replacing(" ", with: "_")
  }

  private var stage: String? { job.state == .running ? (progress.stage.isEmpty ? "starting" : progress.stage) : nil }
  private var percent: Double {
    switch job.state {
    case .queued: 0
    case .done: 100
    default: min(max((progress.percent * 10).rounded() / 10, 0), 100)
    }
  }
  private var tempo: Double? { (result?.tempo ?? progress.tempo).map { ($0 * 100).rounded() / 100 } }
  private var audio: String? { job.state == .done || live?.isAudible == true ? path("audio") : nil }
  private var error: String? {
    switch job.state {
    case .failed: job.failure ?? "It is not known why."
    case .quarantined:
      "The song ended every process that worked on it\(ending). It is set aside; tell the owner of this server."
    case .cancelled: "The job was cancelled."
    default: nil
    }
  }

  /// How the processes ended; where in the code they did is for the server's owner.
  private var ending: String {
    guard let failure = job.failure else { return "" }
    return " (\(failure.split(separator: " in ", maxSplits: 1).first.map(String.init) ?? failure))"
  }

  private func path(_ name: String) -> String { "/v1/jobs/\(job.id)/\(name)" }
  private func path(of product: WorkFolder.Product, _ name: String) -> String? {
    job.state == .done || live?.products.contains(product) == true ? path(name) : nil
  }

  private enum Key: String, CodingKey {
    case id, state, title, style, position, stage, percent, tempo, key, error, links, submittedAt, expiresAt, seconds
    case bytes, sha256, warnings
  }

  private enum Link: String, CodingKey {
    case itself = "self"
    case page, events, audio, source, analysis, plan, waveform, plot
  }

  // By hand: what is not known is null, not missing.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(job.id.description, forKey: .id)
    try fields.encode(job.state, forKey: .state)
    try fields.encode(job.title, forKey: .title)
    try fields.encode(recipe.style, forKey: .style)
    try fields.encode(job.position, forKey: .position)
    try fields.encode(stage, forKey: .stage)
    try fields.encode(percent, forKey: .percent)
    try fields.encode(tempo, forKey: .tempo)
    try fields.encode(result?.key ?? progress.key, forKey: .key)
    try fields.encode(error, forKey: .error)
    try fields.encode(Clock.text(job.submittedAt), forKey: .submittedAt)
    try fields.encode(job.overAt.map { Clock.text(max($0, job.submittedAt) + keepSeconds) }, forKey: .expiresAt)
    try fields.encode(result?.seconds, forKey: .seconds)
    try fields.encode(result?.bytes, forKey: .bytes)
    try fields.encode(result?.sha256, forKey: .sha256)
    try fields.encode(result?.warnings ?? [], forKey: .warnings)
    var links = fields.nestedContainer(keyedBy: Link.self, forKey: .links)
    try links.encode("/v1/jobs/\(job.id)", forKey: .itself)
    try links.encode("/jobs/\(job.id)", forKey: .page)
    try links.encode(path("events"), forKey: .events)
    try links.encode(audio, forKey: .audio)
    try links.encode(path("source"), forKey: .source)
    try links.encode(path(of: .analysis, "analysis"), forKey: .analysis)
    try links.encode(path(of: .plan, "plan"), forKey: .plan)
    try links.encode(path(of: .waveforms, "waveform"), forKey: .waveform)
    try links.encode(path(of: .plot, "plot.png"), forKey: .plot)
  }
}
