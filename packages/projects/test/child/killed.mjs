// Does one piece of work on templates, and kills itself before the n-th thing that it asks of the file system.
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [work, at, source, target] = process.argv.slice(2);
let count = 0;
let isArmed = false;
const asks = ['chmod', 'link', 'mkdir', 'mkdtemp', 'open', 'readFile', 'rename', 'rm', 'rmdir', 'unlink'];
for (const name of asks) {
  const original = fsPromises[name];
  fsPromises[name] = (...words) => {
    if (isArmed && ++count === Number(at)) process.kill(process.pid, 'SIGKILL');
    return original(...words);
  };
}
syncBuiltinESMExports();

const { TemplateScaffolder } = await import('@codomyrmex/projects');
const scaffolder = new TemplateScaffolder();
isArmed = work === 'scaffold';
if (work === 'scaffold') {
  const project = {
    name: 'x',
    type: 'custom',
    description: '',
    author: '',
    version: '1.0.0',
    created_at: '2026-11-30T00:00:00.000Z',
  };
  const files = new Map([['.codomyrmex/project.json', '{}\n']]);
  await scaffolder.scaffold({ template: source, target, project, files });
} else {
  const plan = await scaffolder.planUpdate({ project: target });
  isArmed = true;
  await scaffolder.applyUpdate(plan, 'rej');
}
console.log(count);
