import type { StartParams } from '../../protocol/training.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { Run } from '../../runs/model/run.js';

/** A run and how it begins: anew, from where it stands on disk, or from an epoch of its own or of another run. */
export interface Order {
  run: Run;
  begin: StartParams['begin'];
  resume: boolean;
  from?: Recovery;
}

/** Orders that wait until the run under way has ended, the next one first. */
export class Orders {
  private orders: Order[] = [];

  get runs(): Run[] {
    return this.orders.map(({ run }) => run);
  }

  /** False where the run waits already. */
  add(order: Order): boolean {
    if (this.runs.includes(order.run)) return false;
    this.orders.push(order);
    return true;
  }

  addFirst(order: Order): void {
    this.orders.unshift(order);
  }

  withdraw(run: Run): void {
    this.orders = this.orders.filter((order) => order.run !== run);
  }

  next(): Order | undefined {
    return this.orders.shift();
  }
}
