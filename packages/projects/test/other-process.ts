import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Workshop } from './workshop.ts';

const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** A process of its own with `manager` over the projects of a workshop; `say(text)` tells this one something. */
export class OtherProcess {
  readonly #child: ChildProcess;
  readonly #said: string[] = [];
  readonly ended: Promise<number | null>;
  #stderr = '';

  constructor(shop: Workshop, lines: string) {
    const script = `
      import { diskFiles, ProjectManager } from ${JSON.stringify(library)};
      const ports = { projectsDir: ${JSON.stringify(shop.projectsDir)}, registry: ${JSON.stringify(shop.registry)} };
      const manager = new ProjectManager(ports);
      const say = (text) => process.stdout.write(text + '\\n');
      const forever = () => new Promise(() => setInterval(() => {}, 1000));
      ${lines}`;
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.#child, 'close').then(([code]: (number | null)[]) => code ?? null);
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.ended;
    });
    this.#child.stdout
      ?.setEncoding('utf8')
      .on('data', (text: string) => this.#said.push(...text.split('\n').filter(Boolean)));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  /** Waits until it says so; fails when it ends before. */
  async says(text: string): Promise<void> {
    const isSaid = new Promise<'said'>((resolve) => {
      const look = (): void => {
        if (this.#said.includes(text)) resolve('said');
      };
      this.#child.stdout?.on('data', look);
      look();
    });
    if ((await Promise.race([isSaid, this.ended])) === 'said' || this.#said.includes(text)) return;
    throw new Error(`it ended without saying "${text}": ${this.#stderr}`);
  }

  /** Its exit code, 0 unless something went wrong. */
  async done(): Promise<void> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`it ended with ${code}: ${this.#stderr}`);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
