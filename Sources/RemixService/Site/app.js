import { choose, startForm } from './form.js';
import { closeJob, showJob, startJob } from './job.js';
import { rememberJob, startMine } from './mine.js';
import { $ } from './text.js';

// Which page is shown, by its address.

function route({ isFirst = false, job = null } = {}) {
  const id = /^\/jobs\/([0-9a-f]{32})\/?$/.exec(location.pathname)?.[1];
  closeJob();
  $('new').hidden = id !== undefined;
  $('job').hidden = id === undefined;
  document.title = 'wubremix';
  if (id) showJob(id, job);
  if (isFirst) return;
  scrollTo(0, 0);
  // Screen readers are told of the new page by its heading.
  $(id ? 'job-title' : 'new-title').focus({ preventScroll: true });
}

function go(path, job = null) {
  history.pushState(null, '', path);
  route({ job });
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-route]');
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});
addEventListener('popstate', () => route());
addEventListener('song', (event) => {
  if (location.pathname !== '/') go('/');
  choose(event.detail);
});

startForm((job) => {
  rememberJob(job);
  go(`/jobs/${job.id}`, job);
});
startJob({ onLeave: () => go('/') });
startMine();
route({ isFirst: true });
