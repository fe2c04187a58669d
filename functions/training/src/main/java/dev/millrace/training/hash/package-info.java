/** Which records of a run stand more than once, by hashes of their ids in files. */
package dev.millrace.training.hash;
