import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pluginName } from '../src/plugin-name.ts';

describe('the names of a new plugin', () => {
  it.each([
    ['weather', 'codomyrmex-plugin-weather', 'weather'],
    ['codomyrmex-plugin-weather', 'codomyrmex-plugin-weather', 'weather'],
    ['@acme/weather', '@acme/codomyrmex-plugin-weather', 'weather'],
    ['@acme/codomyrmex-plugin-weather', '@acme/codomyrmex-plugin-weather', 'weather'],
    ['weather-report', 'codomyrmex-plugin-weather-report', 'weather_report'],
    ['weather_report', 'codomyrmex-plugin-weather-report', 'weather_report'],
    ['weather--report-', 'codomyrmex-plugin-weather--report', 'weather_report'],
    ['w2', 'codomyrmex-plugin-w2', 'w2'],
    ['a'.repeat(64), `codomyrmex-plugin-${'a'.repeat(64)}`, 'a'.repeat(64)],
  ])('given "%s", then the package is "%s" and the module "%s"', (written, packageName, module) => {
    expect(pluginName(written)).toEqual({ package: packageName, module });
  });

  it.each([
    ['', 'small letters'],
    ['Weather', 'small letters'],
    ['2weather', 'beginning with a letter'],
    ['my weather', 'small letters'],
    ['wetter-für', 'small letters'],
    ['../weather', 'small letters'],
    ['/etc/weather', 'small letters'],
    ['acme/weather', 'small letters'],
    ['@/weather', 'small letters'],
    ['@acme/', 'small letters'],
    ['@acme/x/weather', 'small letters'],
    ['--yes', 'small letters'],
    ['_weather', 'small letters'],
    ['weather\n', 'small letters'],
    ['codomyrmex-plugin-', 'its module would be ""'],
    ['codomyrmex-plugin-9', 'its module would be "9"'],
    ['a'.repeat(65), 'at most 64 characters'],
    [`@${'a'.repeat(200)}/weather`, 'npm takes at most 214 characters'],
  ])('given "%s", then it is refused with what is wrong and names that would do', (written, why) => {
    expect(() => pluginName(written)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        message: expect.stringContaining(why),
        suggestions: ['Names are like weather, codomyrmex-plugin-weather, @acme/weather.'],
      }),
    );
  });

  it('given any text, then it is refused, or the names are names of a package and of a module', () => {
    const word = fc.stringMatching(/^[a-z0-9@/_.-]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(word, fc.string()), (written) => {
        let names: ReturnType<typeof pluginName>;
        try {
          names = pluginName(written);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_PARAMETERS' });
          return;
        }
        expect(names.module).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
        expect(names.package).toMatch(/^(@[a-z0-9][a-z0-9._-]*\/)?codomyrmex-plugin-[a-z][a-z0-9-]*[a-z0-9]?$/);
        // Who writes the package's name the next time means the same.
        expect(pluginName(names.package)).toEqual(names);
      }),
    );
  });
});
