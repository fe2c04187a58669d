/** The daily music flow as a demo: a stand-in for a music service's API, and what comes of it. */
package dev.millrace.local.music;
