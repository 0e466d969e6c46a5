import FoundationEssentials
import Hosting
import JobQueue

/// A job as its owner sees it.
struct JobView: Encodable {
  let id: String
  let state: JobState
  let title: String
  let style: String
  @OrNull var position: Int?
  @OrNull var stage: String?
  let percent: Double
  @OrNull var tempo: Double?
  @OrNull var key: String?
  @OrNull var error: String?
  let submittedAt: String
  @OrNull var expiresAt: String?
  @OrNull var seconds: Double?
  @OrNull var bytes: Int?
  @OrNull var sha256: String?
  let warnings: [String]
  let links: JobLinks

  /// - Parameter live: How far it is, as far as this process knows better than the store.
  init(_ job: Job, live: LiveWork?, keepSeconds: Double) {
    let live = job.state == .running ? live : nil
    let progress = live?.progress ?? job.progress
    let result = job.result.flatMap { try? JSONDecoder().decode(StoredResult.self, from: Data($0.utf8)) }
    id = job.id.description
    state = job.state
    title = job.title
    style = (WorkRecipe(text: job.work.recipe) ?? WorkRecipe()).style
    position = job.position
    stage = job.state == .running ? (progress.stage.isEmpty ? "starting" : progress.stage) : nil
    percent =
      switch job.state {
      case .queued: 0
      case .done: 100
      default: min(max((progress.percent * 10).rounded() / 10, 0), 100)
      }
    tempo = (result?.tempo ?? progress.tempo).map { ($0 * 100).rounded() / 100 }
    key = result?.key ?? progress.key
    error = Self.error(of: job)
    submittedAt = Clock.text(job.submittedAt)
    expiresAt = job.overAt.map { Clock.text(max($0, job.submittedAt) + keepSeconds) }
    seconds = result?.seconds
    bytes = result?.bytes
    sha256 = result?.sha256
    warnings = result?.warnings ?? []
    links = JobLinks(job, live: live)
  }

  /// Another one for each thing that can be seen.
  var eventID: String {
    let known = [tempo == nil ? 0 : 1, links.thereCount].map(String.init)
    return "\(state.rawValue)-\(position ?? 0)-\(stage ?? "")-\(Int(percent * 10))-\(known.joined(separator: "-"))"
      .replacing(" ", with: "_")
  }

  private static func error(of job: Job) -> String? {
    switch job.state {
    case .failed: job.failure ?? "It is not known why."
    case .quarantined:
      "The song ended every process that worked on it\(ending(of: job)). It is set aside; tell the owner of this server."
    case .cancelled: "The job was cancelled."
    default: nil
    }
  }

  /// How the processes ended; where in the code they did is for the server's owner.
  private static func ending(of job: Job) -> String {
    guard let failure = job.failure else { return "" }
    return " (\(failure.split(separator: " in ", maxSplits: 1).first.map(String.init) ?? failure))"
  }
}

/// Paths of what belongs to a job; `nil` while it is not there.
struct JobLinks: Encodable {
  let itself: String
  let page: String
  let events: String
  @OrNull var audio: String?
  let source: String
  @OrNull var analysis: String?
  @OrNull var plan: String?
  @OrNull var waveform: String?
  @OrNull var plot: String?

  private enum CodingKeys: String, CodingKey {
    case itself = "self"
    case page, events, audio, source, analysis, plan, waveform, plot
  }

  init(_ job: Job, live: LiveWork?) {
    let base = "/v1/jobs/\(job.id)"
    func path(of product: WorkFolder.Product, _ name: String) -> String? {
      job.state == .done || live?.products.contains(product) == true ? "\(base)/\(name)" : nil
    }
    itself = base
    page = "/jobs/\(job.id)"
    events = "\(base)/events"
    audio = job.state == .done || live?.isAudible == true ? "\(base)/audio" : nil
    source = "\(base)/source"
    analysis = path(of: .analysis, "analysis")
    plan = path(of: .plan, "plan")
    waveform = path(of: .waveforms, "waveform")
    plot = path(of: .plot, "plot.png")
  }

  /// How many of those are there that take their time.
  fileprivate var thereCount: Int { [audio, analysis, plan, waveform, plot].count { $0 != nil } }
}
