/** HTTP that reaches only public addresses, follows few redirects and bounds time and size. */
package dev.millrace.ingestion.fetch.http;
