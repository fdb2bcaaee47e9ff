// One row of what is measured of graphs, as a line of JSON: node graph-row-process.mjs kernel|engine layered|chain|fan SIZE
import { chain, fan, layered } from './graphs.mjs';

const shapes = { layered, chain, fan };

const [kind = '', shape = '', size = ''] = process.argv.slice(2);
const { rowOf } = await import(`./graph-rows/${kind}.mjs`);
process.stdout.write(`${JSON.stringify(await rowOf(shape, shapes[shape](Number(size))))}\n`);
