/** The routes of the predictions API. */
package dev.millrace.scoring.http;
