// Imported for its effect, before anything that an old Node could not run.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const good = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

if (!good) {
  console.error(
    `This is Node ${process.versions.node}. Node 20.19, 22.12 or newer is needed: https://nodejs.org`,
  );
  process.exit(1);
}
