import { authorization, problemFrom } from './api.js';

/**
 * Sends a file with its progress, which fetch does not tell.
 *
 * @returns {{done: Promise<object>, cancel: () => void}} The job, null if cancelled; or a Problem.
 */
export function upload(file, options, onProgress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    // Spaces are pluses only to those who know forms.
    request.open('POST', `/v1/jobs?${String(new URLSearchParams(options)).replaceAll('+', '%20')}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded, file.size));
    request.upload.addEventListener('load', () => onProgress(file.size, file.size));
    request.addEventListener('load', () => {
      if (request.status === 202 || request.status === 200) {
        try {
          resolve(JSON.parse(request.responseText));
        } catch {
          reject(problemFrom(0, ''));
        }
      } else {
        reject(problemFrom(request.status, request.responseText, request.getResponseHeader('Retry-After')));
      }
    });
    request.addEventListener('error', () => reject(problemFrom(0, '')));
    request.addEventListener('abort', () => resolve(null));
    // A Blob with a type of its own would change the header in some browsers.
    request.send(file.slice(0, file.size, 'application/octet-stream'));
  });
  return { done, cancel: () => request.abort() };
}

/** The file's name without what comes after its last dot; the server takes 200 characters. */
export function titleOf(fileName) {
  const bare = fileName.replace(/\.[^.]{1,5}$/, '') || fileName;
  return Array.from(bare).slice(0, 200).join('');
}
