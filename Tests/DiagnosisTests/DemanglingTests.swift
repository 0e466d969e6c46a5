import Diagnosis
import Testing

struct DemanglingTests {
  @Test(arguments: [
    ("pthread_mutex_lock", "pthread_mutex_lock"),
    ("$s9RemixJobs12injectedSpin33_5521F4642E7F5EA9C38D08F16A3B25B3LLyyF", "RemixJobs.injectedSpin"),
    (
      "$s9Processes12ChildProcessV4fork5named_ACSS_s5Int32VyXEtAA15SystemCallErrorVYKFZ",
      "static Processes.ChildProcess.fork"
    ),
    ("_ZN5swift28swift_abortAllocationFailureEmm", "swift::swift_abortAllocationFailure"),
    ("$snonsense", "$snonsense"), ("_Znonsense", "_Znonsense"), ("", ""),
  ])
  func `mangled names become readable`(_ mangled: String, _ readable: String) {
    #expect(Demangling.readable(mangled) == readable)
  }

  @Test(arguments: [
    ("closure #1 (Swift.Int) -> () in RemixJobs.JobRun.start(a: Swift.Int) -> ()", "RemixJobs.JobRun.start"),
    (
      "function signature specialization <Arg[0] = Dead> of generic specialization <Swift.Int> of A.f(Swift.Int) -> ()",
      "A.f"
    ),
    ("A.(f in _0123ABCD)(A.(B in _77)) -> ()", "A.f"),
  ])
  func `only the place is kept of a name`(_ name: String, _ place: String) {
    #expect(Demangling.shortened(name) == place)
  }
}
