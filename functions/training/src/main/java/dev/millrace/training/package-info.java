/** Training sets: the features of recorded sessions, by the very code that the stream runs. */
package dev.millrace.training;
