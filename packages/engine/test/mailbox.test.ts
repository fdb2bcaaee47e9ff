import { expect, it } from 'vitest';
import { Mailbox } from '../src/runtime/mailbox.ts';

it('given more than is taken at once, and a cancel behind it, then that presses until it is taken', () => {
  const mailbox = new Mailbox();
  for (let task = 0; task < 3; task++) mailbox.put({ type: 'grant', at: 0, task });
  mailbox.put({ type: 'cancel', at: 0, reason: 'over' });
  const pressing = [mailbox.isPressing];
  for (let taken = 0; taken < 2; taken++) {
    mailbox.take(2);
    pressing.push(mailbox.isPressing);
  }
  expect(pressing).toEqual([true, true, false]);
});

it('given grants alone, then nothing presses', () => {
  const mailbox = new Mailbox();
  for (let task = 0; task < 3; task++) mailbox.put({ type: 'grant', at: 0, task });
  expect(mailbox.isPressing).toBe(false);
  mailbox.take(2);
  expect(mailbox.isPressing).toBe(false);
});
