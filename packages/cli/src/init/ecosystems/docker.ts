import { type Ecosystem, ifThere, nothing, type ProposedStep } from '../ecosystem.ts';

export const docker: Ecosystem = {
  name: 'Docker',
  propose(look, machine) {
    if (!look.files.includes('Dockerfile')) return nothing;
    const step: ProposedStep = {
      kind: 'package',
      label: 'docker',
      folder: '',
      description: 'the image can be built',
      command: ['docker', 'build', '--quiet', '.'],
    };
    const found = [{ ecosystem: 'Docker', folder: '', detail: 'Dockerfile' }];
    if (!machine.isOnPath('docker')) return { ...nothing, found, ...ifThere(machine, 'docker', step) };
    if (machine.has('docker')) return { ...nothing, found, steps: [step] };
    return { ...nothing, found, leftOut: [{ step: step.command.join(' '), reason: 'no Docker daemon answers' }] };
  },
};
