import { askJSON } from './api.js';
import { isOver } from './text.js';

/**
 * Tells of a job until it is over: by events, and by asking where those do not come through.
 *
 * @param {{onJob: (job: object) => void, onGone: (problem: Error) => void, onConnection: (isThere: boolean) => void}} told
 * @returns {() => void} Ends it.
 */
export function follow(id, { onJob, onGone, onConnection }) {
  let source = null;
  let lastEvent = '';
  let failures = 0;
  let timer = 0;
  let isEnded = false;

  const end = () => {
    isEnded = true;
    clearTimeout(timer);
    source?.close();
  };

  const take = (job) => {
    if (isEnded) return;
    onConnection(true);
    // First, so that what is told may follow another job.
    if (isOver(job.state)) end();
    onJob(job);
  };

  const look = async () => {
    try {
      take(await askJSON(`/v1/jobs/${id}`));
    } catch (problem) {
      if (isEnded) return;
      if (problem.status === 404) {
        end();
        onGone(problem);
      } else {
        onConnection(false);
      }
    }
  };

  const open = () => {
    source?.close();
    source = new EventSource(`/v1/jobs/${id}/events${lastEvent ? `?after=${encodeURIComponent(lastEvent)}` : ''}`);
    source.addEventListener('open', () => {
      failures = 0;
      onConnection(true);
    });
    source.addEventListener('job', (event) => {
      lastEvent = event.lastEventId;
      take(JSON.parse(event.data));
    });
    source.addEventListener('error', async () => {
      if (isEnded) return;
      failures += 1;
      const isClosed = source.readyState === EventSource.CLOSED;
      // The job may be over or gone, which events cannot tell once they fail.
      await look();
      if (isEnded) return;
      clearTimeout(timer);
      // The browser reconnects by itself unless it gave up; after some failures it is asked as well, for as long as it takes.
      if (isClosed) timer = setTimeout(open, Math.min(1000 * 2 ** failures, 30_000));
      if (failures >= 3) poll();
    });
  };

  let isPolling = false;
  const poll = async () => {
    if (isPolling) return;
    isPolling = true;
    while (!isEnded && failures >= 3) {
      await new Promise((resolve) => { setTimeout(resolve, 3000); });
      if (!isEnded && failures >= 3) await look();
    }
    isPolling = false;
  };

  open();
  return end;
}
