/// What a job is made to suffer, so that a test can see how the program copes; never in earnest.
package enum InjectedFault: String, CaseIterable, Sendable {
  /// No decoded part and no encoded piece fits behind another, however often it is tried.
  case misfit
}
