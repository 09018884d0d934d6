# Arrays as R writes and prints them, written to data/printedR.json: `Rscript test/reference/printedR.R`.
# Literals are those of `dput` and of `matrix(...)`; the values of a print are what R itself reads from its columns.
set.seed(20110110)
text <- function(lines) encodeString(paste(lines, collapse = "\n"), quote = '"')
number <- function(x) sprintf("%.17g", x)
case <- function(written, shape, values)
  sprintf('{"text":%s,"shape":[%s],"values":[%s]}', text(written), paste(shape, collapse = ","),
          paste(number(values), collapse = ","))
values <- function(n) round(rnorm(n) * 10^sample(-3:3, 1), sample(0:6, 1)) + 0
literals <- character(); prints <- character()
for (i in 1:150) {
  n <- sample(2:30, 1)
  x <- values(n)
  literals <- c(literals, case(deparse(x, width.cutoff = 60), n, x))
  shown <- capture.output(print(x, digits = sample(3:15, 1)))
  prints <- c(prints, case(shown, n, scan(text = sub("^ *\\[[0-9]+\\]", "", shown), quiet = TRUE)))
  rows <- sample(2:5, 1); columns <- sample(2:5, 1)
  m <- matrix(values(rows * columns), nrow = rows)
  written <- sprintf("matrix(%s, %s = %d)", paste(deparse(c(m)), collapse = "\n"),
                     sample(c("nrow", "ncol"), 1), 0L)
  by <- if (grepl("nrow", written)) rows else columns
  literals <- c(literals, case(sub("= 0\\)$", sprintf("= %d)", by), written), dim(m), t(m)))
  shown <- capture.output(print(m))
  prints <- c(prints, case(shown, dim(m), scan(text = sub("^ *\\[[0-9]+,\\]", "", shown[-1]), quiet = TRUE)))
}
path <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))), "data", "printedR.json")
writeLines(sprintf('{"generator":"printedR.R","baseSeed":20110110,"versions":{"R":"%s"},"literals":[\n%s\n],"prints":[\n%s\n]}',
                   paste(R.version$major, R.version$minor, sep = "."), paste(literals, collapse = ",\n"),
                   paste(prints, collapse = ",\n")), path)
