/**
 * What a change does to what is deployed: which resources CloudFormation would replace or remove.
 */
package dev.millrace.infra.release;
