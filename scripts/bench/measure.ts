/** One measured piece of work. */
export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly seconds: number;
  /** CPU of this process and its threads, user and system, per wall second: above 1 where threads worked at once. */
  readonly cpu: number;
}

/** Runs `work` once and measures it; `work` says how many bytes it handled. */
export async function measure(name: string, work: () => Promise<number>): Promise<Measured> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const bytes = await work();
  const seconds = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { name, bytes, seconds, cpu: (user + system) / 1e6 / seconds };
}

export function megabytesPerSecond({ bytes, seconds }: Measured): number {
  return bytes / 1e6 / seconds;
}

/** A piece of work beside the plain work that moves the same bytes on the same machine in the same minute. */
export interface Comparison {
  readonly work: Measured;
  readonly plain: Measured;
  /** Least share of the plain speed; below it something has become slower, whatever the machine. */
  readonly floor: number;
}

export function ratio({ work, plain }: Comparison): number {
  return megabytesPerSecond(work) / megabytesPerSecond(plain);
}

export function describeComparison(one: Comparison): string {
  const { work, plain, floor } = one;
  const speed = (measured: Measured): string =>
    `${measured.name} ${megabytesPerSecond(measured).toFixed(0)} MB/s (${measured.cpu.toFixed(1)} CPU)`;
  const verdict = ratio(one) < floor ? `BELOW ${floor}` : `floor ${floor}`;
  return `${speed(work)} against ${speed(plain)}: ${ratio(one).toFixed(3)} (${verdict})`;
}
