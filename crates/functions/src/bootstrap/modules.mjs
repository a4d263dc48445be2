// Modules beyond the package, for the Node.js runtime: `import` finds them where `require` does.
// Ref: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-layers.html
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const asksInThread = Boolean(module.registerHooks);

// Where modules lie beyond the package: layers, and what npm has installed for all on this machine.
const folders = (process.env.NODE_PATH || '').split(':').filter((folder) => {
  if (!folder.endsWith('/node_modules')) return false;
  try {
    return fs.readdirSync(folder).some((name) => !['npm', 'corepack'].includes(name) && !name.startsWith('.'));
  } catch {
    return false;
  }
});
// Node.js has read the variable by now: the function sees what it is on AWS, without this machine's own folders.
const listed = (process.env.NODE_PATH || '').split(':');
const task = listed.indexOf(process.env.LAMBDA_TASK_ROOT);
if (task >= 0) process.env.NODE_PATH = listed.slice(0, task + 1).join(':');
const bases = folders.map((folder) => pathToFileURL(path.join(path.dirname(folder), 'x.js')).href);

// Has `import` find what lies there, as `require` does by itself. Newer versions of Node.js ask in the same thread; in older ones
// that costs a thread, so it is for handlers that are modules.
export function findBeyond() {
  if (bases.length === 0) return;
  const isBare = (name) => /^[^./#]/.test(name) && !name.includes(':');
  if (asksInThread) {
    module.registerHooks({
      resolve(name, context, next) {
        try {
          return next(name, context);
        } catch (error) {
          for (const parentURL of isBare(name) && error.code === 'ERR_MODULE_NOT_FOUND' ? bases : []) {
            try {
              return next(name, { ...context, parentURL });
            } catch {
              // It is not there either.
            }
          }
          throw error;
        }
      },
    });
  } else if (module.register) {
    const code = `
      const bases = ${JSON.stringify(bases)}, isBare = ${isBare};
      export async function resolve(name, context, next) {
        try {
          return await next(name, context);
        } catch (error) {
          for (const parentURL of isBare(name) && error.code === 'ERR_MODULE_NOT_FOUND' ? bases : []) {
            try {
              return await next(name, { ...context, parentURL });
            } catch {}
          }
          throw error;
        }
      }`;
    module.register(`data:text/javascript,${encodeURIComponent(code)}`);
  }
}

// What helps whose function misses AWS's SDK.
export function hintOf(error) {
  if (!/'(@aws-sdk|@smithy|aws-sdk)\b/.test(error.message)) return undefined;
  return (
    `[STRATUS] AWS brings its SDK for JavaScript along with Node.js; the Node.js of this machine that runs the function (${process.version}) ` +
    'has not what is asked for: put it into the package or a layer, or install it for all (npm install -g).\n'
  );
}
