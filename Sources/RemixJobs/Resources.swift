import Processes
import SharedMemory

/// Does `body`; a refusal of the kernel becomes the job's failure.
func resources<Value: ~Copyable>(
  _ body: () throws(SystemCallError) -> Value
) throws(JobFailure) -> Value {
  do {
    return try body()
  } catch {
    throw .noResources(reason: error.description)
  }
}

/// Does `body`; a lack of shared memory becomes the job's failure.
func sharedMemory<Value: ~Copyable>(
  _ body: () throws(SharedMemoryError) -> Value
) throws(JobFailure) -> Value {
  do {
    return try body()
  } catch {
    switch error {
    case .unavailable(let call): throw .noResources(reason: "shared memory: \(call)")
    case .outOfMemory: throw .noResources(reason: "neither memory nor the folder for temporary files has enough room")
    case .full(let bytes): throw .noResources(reason: "shared memory: more than \(bytes) bytes are needed")
    }
  }
}
