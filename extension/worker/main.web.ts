import { portOf, type Channel } from '../protocol/channel.js';
import { inflateAhead } from './inflateAhead.js';
import { serve } from './serve.js';

serve(portOf(globalThis as unknown as Channel), inflateAhead);
