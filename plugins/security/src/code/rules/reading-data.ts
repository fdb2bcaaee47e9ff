import { option } from '../fact.ts';
import { fixedText, isConstant, type Value } from '../value.ts';
import { type CodeRule, inJavascript, inPython } from './code-rule.ts';

const makesObjects =
  /^(?:(?:pickle|cPickle|_pickle|dill|cloudpickle|marshal)\.(?:load|loads|Unpickler)|joblib\.load|jsonpickle\.decode|shelve\.open|pandas\.read_pickle)$/;
const safeLoader = /(?:^|\.)C?(?:Safe|Base)Loader$/;

const isSafeLoader = (value: Value | undefined): boolean => value?.kind === 'name' && safeLoader.test(value.path);

export const readingData: readonly CodeRule[] = [
  {
    id: 'pickle',
    cwe: 502,
    languages: inPython,
    message: 'makes objects of any class from data, which can run code',
    advice: 'Read JSON or another plain format; where it must be this one, check a signature of the data first.',
    call: (call) => {
      if (makesObjects.test(call.callee)) return 'high';
      if (call.callee === 'torch.load') return isConstant(option(call, 'weights_only'), 'true') ? undefined : 'high';
      if (call.callee === 'numpy.load') return isConstant(option(call, 'allow_pickle'), 'true') ? 'high' : undefined;
      return undefined;
    },
  },
  {
    id: 'yaml_load',
    cwe: 502,
    languages: inPython,
    message: 'makes objects of any class from YAML, which can run code',
    advice: 'Use yaml.safe_load, or Loader=yaml.SafeLoader.',
    call: (call) => {
      if (/^yaml\.unsafe_load(?:_all)?$/.test(call.callee)) return 'high';
      if (call.callee === 'ruamel.yaml.YAML') return fixedText(option(call, 'typ')) === 'unsafe' ? 'high' : undefined;
      if (!/^yaml\.load(?:_all)?$/.test(call.callee) || call.hasSpread) return undefined;
      return isSafeLoader(call.positional[1] ?? call.named.get('Loader')) ? undefined : 'high';
    },
  },
  {
    id: 'unserialize',
    cwe: 502,
    languages: inJavascript,
    message: 'runs functions that stand in the data',
    advice: 'Use JSON.parse.',
    call: ({ callee }) =>
      /^(?:node-serialize|serialize-to-js)\.(?:unserialize|deserialize)$/.test(callee) ? 'critical' : undefined,
  },
  {
    id: 'archive_extraction',
    cwe: 22,
    languages: inPython,
    message: 'writes files to wherever the archive says, outside of the folder too',
    advice: "Say filter='data'.",
    call: (call) => {
      if (!/^tarfile\.(?:open|TarFile)(?:\.open)?\(\)\.extract(?:all)?$/.test(call.callee) || call.hasSpread)
        return undefined;
      return option(call, 'filter') === undefined ? 'medium' : undefined;
    },
  },
];
