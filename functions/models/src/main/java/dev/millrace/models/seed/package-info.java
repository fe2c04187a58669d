/** Registers the version that comes with a deployment, for CloudFormation. */
package dev.millrace.models.seed;
