// What the server is asked, and what is kept in this browser.

/** An answer that is not what was asked for; status 0 is a network that gave none. */
export class Problem extends Error {
  constructor(status, title, detail, retryAfter = null) {
    super(detail);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may well succeed a little later. */
  get isPassing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const words = {
  0: ['The server cannot be reached', 'Check the network connection, then try again.'],
  400: ['Something about the request is off', 'Check the options, then send it again.'],
  401: ['A token is needed', 'Enter the access token of this server, then send it again.'],
  403: ['This is not allowed from here', 'The server refuses this request.'],
  404: ['There is nothing here', 'It was deleted, has expired, or never was.'],
  408: ['The upload took too long', 'The server gave up waiting. Try again with a better connection.'],
  413: ['This song is too large', 'Send a shorter or a more compressed one.'],
  415: ['This is not a song that can be read', 'Send a WAV, AIFF, FLAC, Ogg, Opus or MP3 file.'],
  429: ['Too many songs at once', 'Wait a little, then try again.'],
  503: ['No songs are taken just now', 'The service is busy or about to be restarted. Try again in a little while.'],
  507: ['The server has no room left', 'Older remixes make room as they expire. Try again later.'],
};

/** @param {string} body A problem+json if all is well, or whatever a proxy says. */
export function problemFrom(status, body, retryAfter) {
  const [title, fallback] = words[status]
    ?? ['Something went wrong on the server', `It answered with status ${status}. Try again in a little while.`];
  let detail = fallback;
  try {
    const told = JSON.parse(body).detail;
    if (typeof told === 'string' && told !== '') detail = told;
  } catch {
    // Not from the service itself: the page of a proxy would help nobody.
  }
  const seconds = Number(retryAfter);
  return new Problem(status, title, detail, seconds > 0 ? seconds : null);
}

export async function ask(path, { method = 'GET', headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, { method, headers: { ...headers, ...authorization() }, signal });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw problemFrom(0, '');
  }
  if (!response.ok) {
    throw problemFrom(response.status, await response.text().catch(() => ''), response.headers.get('Retry-After'));
  }
  return response;
}

export async function askJSON(path, options) {
  const response = await ask(path, options);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw problemFrom(0, '');
  }
}

// Storage may be forbidden altogether; then this page forgets, and works.
export function remembered(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`wubremix.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`wubremix.${name}`, JSON.stringify(value));
  } catch {
    // As above.
  }
}

export function authorization() {
  const token = remembered('token', '');
  return typeof token === 'string' && token !== '' ? { Authorization: `Bearer ${token}` } : {};
}
