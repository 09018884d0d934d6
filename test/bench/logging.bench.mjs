export const title = '500 steps of 10 ms of a loop of Python, each logged';
export const peer = 'the same loop without logging';
export const needs = ['json'];
export const inside = 'Inside: the time of the processor that the calls of `log` and the threads of the logger take.';
export const limit = 1.01;

export const run = ({ python }) => python('loggedLoop.py');
