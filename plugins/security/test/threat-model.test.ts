import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { security } from '../src/index.ts';

const { create_threat_model: createThreatModel, calculate_risk_score: calculateRiskScore } = security.actions;
type Input = Parameters<typeof runAction<(typeof createThreatModel)['input'], (typeof createThreatModel)['output']>>[1];

const modelOf = async (input: Input) => (await runAction(createThreatModel, input)).output;

describe('given a system to be modelled', () => {
  test('when assets and surfaces are named in words, then threats follow from what they are', async () => {
    const model = await modelOf({
      system_name: 'shop',
      assets: ['customer profiles', 'payment service'],
      attack_surface: ['login page', 'public REST API'],
    });
    expect(model.assets.map(({ kind }) => kind)).toEqual(['personal_data', 'payment_data']);
    expect(model.attack_surface.map(({ kind }) => kind)).toEqual(['login', 'api']);
    expect(model.threats[0]?.risk_score).toBe(Math.max(...model.threats.map(({ risk_score }) => risk_score)));
    const idor = model.threats.find(({ cwe }) => cwe === 'CWE-639');
    expect(idor).toMatchObject({
      category: 'elevation_of_privilege',
      violates: 'authorization',
      surface: 'public REST API',
      assets: ['customer profiles', 'payment service'],
      likelihood: 5,
      impact: 5,
      risk_score: 25,
      risk_level: 'critical',
    });
    expect(model.mitigations[0]?.threats.length).toBeGreaterThan(0);
    expect(model.assumptions).toContain(
      'attack surface "public REST API" is of the kind api, because of the word "rest"',
    );
  });

  test('when more is said, then scores follow it and nothing is assumed', async () => {
    const scoreOf = async (exposure: 'internet' | 'local', sensitivity: number) => {
      const model = await modelOf({
        system_name: 's',
        assets: [{ name: 'x', kind: 'personal_data', sensitivity }],
        attack_surface: [{ name: 'y', kind: 'database', exposure }],
      });
      expect(model.assumptions).toEqual([]);
      return model.threats.reduce((sum, { risk_score }) => sum + risk_score, 0);
    };
    expect(await scoreOf('internet', 5)).toBeGreaterThan(await scoreOf('local', 5));
    expect(await scoreOf('local', 5)).toBeGreaterThan(await scoreOf('local', 1));
  });

  test('when a threat is aimed at other assets, then it is left out, and an asset that none is aimed at is named', async () => {
    const model = await modelOf({
      system_name: 's',
      assets: [{ name: 'x', kind: 'logs' }],
      attack_surface: [{ name: 'y', kind: 'client_application', exposure: 'local' }],
    });
    expect(model.threats.map(({ category }) => category)).toEqual(['tampering', 'information_disclosure']);
    expect(model.assets_without_threats).toEqual([]);
  });

  test('when names are twice there, empty or of another method, then they are refused', async () => {
    const input = { system_name: 's', assets: ['a'], attack_surface: ['b'] };
    await expect(modelOf({ ...input, assets: ['a', { name: 'a' }] })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    await expect(modelOf({ ...input, assets: [' '] })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(modelOf({ ...input, attack_surface: [] })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(
      // The type knows of one method; a workflow file can name any.
      modelOf({ ...input, methodology: 'PASTA' as 'STRIDE' }),
    ).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });

  test('when any system is modelled, then every score is its product, and every mitigation answers threats that are there', async () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '');
    const names = fc.uniqueArray(
      name.map((text) => text.trim()),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(names, names, async (assets, attack_surface) => {
        const model = await modelOf({ system_name: 's', assets, attack_surface });
        const ids = new Set(model.threats.map(({ id }) => id));
        for (const one of model.threats) expect(one.risk_score).toBe(one.likelihood * one.impact);
        for (const { threats } of model.mitigations) expect(threats.every((id) => ids.has(id))).toBe(true);
        expect(model.threats.length).toBeGreaterThan(0);
      }),
      { numRuns: 50, seed: 2 },
    );
  });
});

describe('given a likelihood and an impact', () => {
  test.each([
    [1, 4, 4, 'low'],
    ['low', 3, 6, 'medium'],
    ['likely', 'moderate', 12, 'high'],
    ['very_high', 'severe', 25, 'critical'],
    [4, 4, 16, 'high'],
  ] as const)('when they are %s and %s, then the score is %i, %s', async (likelihood, impact, score, level) => {
    const { output } = await runAction(calculateRiskScore, { likelihood, impact });
    expect(output).toMatchObject({ score, level, max_score: 25 });
  });

  test.each([0, 6, 2.5, 'huge'])('when one is %s, then it is refused', async (likelihood) => {
    // The type knows of the words that are read; a workflow file can hold any.
    const input = { likelihood: likelihood as 1, impact: 1 };
    await expect(runAction(calculateRiskScore, input)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });
});
