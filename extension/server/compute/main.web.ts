import { portOf, type Channel } from '../../protocol/channel.js';
import { serve } from './serve.js';

serve(portOf(globalThis as unknown as Channel));
