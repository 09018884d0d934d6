import type { Port } from './rpc.js';

/** What a thread has of its owner, and a browser of its worker, as far as we use it. */
export interface Channel {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listen: (event: { data: unknown }) => void): void;
}

export const portOf = (channel: Channel): Port => ({
  post: (message, transfer) => channel.postMessage(message, [...(transfer ?? [])]),
  listen: (receive) => channel.addEventListener('message', ({ data }) => receive(data)),
});
