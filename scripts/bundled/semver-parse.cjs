// Stands in for semver in the bundle of the language client, which asks of it nothing but whether VS Code is new enough.
module.exports = (version) => ({ version });
