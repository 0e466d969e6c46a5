import Hosting
import JobQueue
import Processes
import SystemPackage

/// The folder of songs, and which of them may go.
actor SongShelf {
  private let folder: DataFolder
  /// Songs that are put down for a job that is not in the queue yet.
  private var held: [String: Int] = [:]
  /// Songs that were held at some time since the last sweep began.
  private var touched = Set<String>()
  private var isSweeping = false

  init(folder: DataFolder) {
    self.folder = folder
  }

  func hold(_ song: String) {
    held[song, default: 0] += 1
    touched.insert(song)
  }

  func release(_ song: String) {
    held[song] = held[song].flatMap { $0 > 1 ? $0 - 1 : nil }
  }

  /// Removes songs and folders of works that nobody knows any more.
  func sweep(_ store: any JobStore) async throws(JobStoreError) {
    // What is touched while one sweeps must not be forgotten by another.
    guard !isSweeping else { return }
    isSweeping = true
    defer { isSweeping = false }
    touched = Set(held.keys)
    // In this order: what comes meanwhile is on disk first and in the store later.
    let songs = names(in: folder.songs)
    let works = names(in: folder.works)
    let (wanted, tickets) = (try await store.songs(), try await store.tickets())
    for song in songs where !wanted.contains(song) && !touched.contains(song) { FileSystem.remove(folder.song(song)) }
    for name in works where Int(name).map({ tickets.contains($0) }) != true { remove(folder.works.appending(name)) }
  }

  private func names(in path: FilePath) -> [String] {
    let names = (try? FileSystem.names(in: path, limit: .max)) ?? []
    // Hidden names are of files on their way in where there can be none without a name.
    return names.map(\.string).filter { !$0.hasPrefix(".") }
  }

  private func remove(_ folder: FilePath) {
    for name in (try? FileSystem.names(in: folder, limit: .max)) ?? [] { FileSystem.remove(folder.appending(name)) }
    FileSystem.removeEmptyFolder(folder)
  }
}
