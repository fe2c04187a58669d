/** The steps of the smoke test, each of a part of the deployment. */
package dev.millrace.tools.smoke.step;
