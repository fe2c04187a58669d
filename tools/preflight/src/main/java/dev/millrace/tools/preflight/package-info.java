/** Says what an AWS account and region lack before the first deployment; changes nothing there. */
package dev.millrace.tools.preflight;
