/**
 * The smoke test of a deployment, behind {@code scripts/smoke}: a class a step, on what the
 * environment's CloudFormation stacks say of themselves. It knows no module of Millrace's; it meets
 * a deployment as any client does.
 */
package dev.millrace.tools.smoke;
