import RemixService
import Testing

struct BulletinTests {
  @Test
  func `who follows a work hears of it, and of the end`() async {
    let bulletin = Bulletin()
    var changes = bulletin.changes(of: 1).makeAsyncIterator()
    var others = bulletin.changes(of: 2).makeAsyncIterator()
    #expect(await changes.next() != nil)
    #expect(await others.next() != nil)
    bulletin.post(1)
    #expect(await changes.next() != nil)
    bulletin.postToAll()
    #expect(await others.next() != nil)
    #expect(bulletin.followerCount == 2)
    bulletin.close()
    // What was posted to all is still there.
    #expect(await changes.next() != nil)
    #expect(await changes.next() == nil)
    #expect(await others.next() == nil)
    var late = bulletin.changes(of: 1).makeAsyncIterator()
    #expect(await late.next() == nil)
    #expect(bulletin.followerCount == 0)
  }
}
