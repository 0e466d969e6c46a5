import JobQueue

/// Figures as Prometheus reads them.
struct MetricsText: CustomStringConvertible {
  let states: [JobState: Int]
  let values: Counters.Values
  let upSeconds: Double
  let cpuSeconds: Double
  let cpuPercent: Double
  let followers: Int

  var description: String {
    var text = ""
    func add(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
      text += "# HELP wubremix_\(name) \(help)\n# TYPE wubremix_\(name) \(type)\n"
      for sample in samples { text += "wubremix_\(name)\(sample.labels) \(Self.short(sample.value))\n" }
    }
    add(
      "jobs", "gauge", "Works in each state.",
      JobState.allCases.map { ("{state=\"\($0.rawValue)\"}", Double(states[$0] ?? 0)) })
    add("accepted_total", "counter", "Jobs that were accepted.", [("", Double(values.accepted))])
    add(
      "rejected_total", "counter", "Requests that were refused.",
      values.rejected.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", Double($0.value)) })
    add(
      "finished_total", "counter", "Works that came to an end.",
      [("{outcome=\"done\"}", Double(values.done)), ("{outcome=\"failed\"}", Double(values.failed))])
    add("uploaded_bytes_total", "counter", "Bytes of songs.", [("", Double(values.uploadedBytes))])
    add(
      "restarts_total", "counter", "Processes that were lost and replaced.",
      [
        ("{process=\"service\"}", Double(values.serviceLosses)), ("{process=\"supervisor\"}", Double(values.crashes)),
        ("{process=\"worker\"}", Double(values.workerRestarts)),
      ])
    let over = values.done + values.failed
    add(
      "success_ratio", "gauge", "Done of all that are over.", [("", over == 0 ? 1 : Double(values.done) / Double(over))]
    )
    text += "# HELP wubremix_work_seconds How long works took.\n# TYPE wubremix_work_seconds histogram\n"
    for (bound, count) in zip(Counters.bounds, values.durations) {
      text += "wubremix_work_seconds_bucket{le=\"\(Self.short(bound))\"} \(count)\n"
    }
    text += "wubremix_work_seconds_bucket{le=\"+Inf\"} \(values.done)\n"
    text += "wubremix_work_seconds_sum \(values.durationSum)\nwubremix_work_seconds_count \(values.done)\n"
    add("followers", "gauge", "Who follows a job.", [("", Double(followers))])
    add("cpu_seconds_total", "counter", "Processor time of all processes.", [("", cpuSeconds)])
    add("cpu_percent", "gauge", "Of one processor, over the last seconds.", [("", cpuPercent)])
    add("up_seconds", "gauge", "Since the service was started.", [("", upSeconds)])
    return text
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
