/** What is tested, and how to reach it: the API, the stacks and what they have. */
package dev.millrace.tools.smoke.deployment;
