"""
Tables as pandas, NumPy and spreadsheets write them: `python3 test/reference/tables.py` writes data/tables.json. Each has
the bytes of the file in base64, and beside them what pandas reads from it with the options that fit: the features,
and the labels as texts. Those that hold no table of numbers with labels are listed by what is wrong with them.
"""
import base64
import csv
import io
import json
import os

import numpy as np
import pandas as pd

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
SEED = 20250310
NAMES = ["length", "width", "depth"]
KINDS = np.array(["setosa", "versi,color", 'say "hi"', "two\nlines"])

cases = []
refused = {}


def case(title, text, encoding="utf-8", **options):
    """What pandas reads of it, its last column being the labels."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    options = {"keep_default_na": False, "float_precision": "round_trip", **options}
    frame = pd.read_csv(io.BytesIO(data), **options)
    label = frame.columns[-1]
    again = pd.read_csv(io.BytesIO(data), **options, dtype={label: str})
    cases.append(
        {
            "title": title,
            "file": base64.b64encode(data).decode(),
            "features": frame.drop(columns=label).to_numpy(dtype=float).tolist(),
            "labels": again[label].tolist(),
            "index": "index_col" in options or "usecols" in options,
        }
    )


def refuse(title, text):
    data = text if isinstance(text, bytes) else text.encode()
    refused[title] = base64.b64encode(data).decode()


def savetxt(values, **options):
    out = io.StringIO()
    np.savetxt(out, values, **options)
    return out.getvalue()


def main():
    random = np.random.default_rng(SEED)
    values = random.normal(size=(12, 3)) * [1, 1e-9, 1e12]
    values[0] = [0.1, 1 / 3, 5e-324]
    classes = random.integers(0, 4, size=12)
    frame = pd.DataFrame(values, columns=NAMES).assign(species=KINDS[classes])
    numbered = pd.DataFrame(values.round(3)).assign(label=classes)
    whole = pd.DataFrame(random.integers(-9, 99, size=(12, 3)), columns=NAMES).assign(label=classes)

    case("pandas", frame.to_csv(index=False))
    case("pandas, with its index", frame.to_csv(), index_col=0)
    case("pandas, with the index of shuffled rows", frame.sample(frac=1, random_state=1).to_csv(), index_col=0)
    twice = pd.read_csv(io.StringIO(frame.to_csv())).to_csv(index=False)
    case("pandas, written twice", twice, usecols=lambda name: not name.startswith("Unnamed"))
    three = pd.read_csv(io.StringIO(twice)).to_csv()
    case("pandas, written three times", three, usecols=lambda name: not name.startswith("Unnamed"))
    case("pandas, columns without names", numbered.to_csv(index=False))
    case("pandas, columns without names, with its index", numbered.to_csv(), index_col=0)
    case("pandas, no first line of names", frame.to_csv(index=False, header=False), header=None)
    case("pandas, whole numbers alone", whole.to_csv(index=False, header=False), header=None)
    case("pandas, a semicolon and a decimal comma", frame.to_csv(index=False, sep=";", decimal=","), sep=";", decimal=",")
    case(
        "pandas, a semicolon and a decimal comma, no first line of names",
        frame.to_csv(index=False, sep=";", decimal=",", header=False),
        sep=";",
        decimal=",",
        header=None,
    )
    case("pandas, a tab and a decimal comma", frame.to_csv(index=False, sep="\t", decimal=","), sep="\t", decimal=",")
    case("pandas, quoted", frame.to_csv(index=False, quoting=csv.QUOTE_ALL))
    case("pandas, texts quoted", frame.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC))
    case("pandas, e-notation", whole.astype({name: float for name in NAMES}).to_csv(index=False, float_format="%.5e"))
    codes = frame.assign(species=["007", "7", "7.0", "1e3", "1000", "0x10", "16", "NA", "1_000", " 7", "Infinity", "+7"])
    case("pandas, labels that are no numbers", codes.to_csv(index=False), skipinitialspace=True)
    case("Windows: a mark of the byte order and CRLF", frame[:3].to_csv(index=False, lineterminator="\r\n"), "utf-8-sig")
    sheet = frame.to_csv(index=False, sep=";", decimal=",", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    case("a spreadsheet: a semicolon, decimal commas, texts quoted", sheet, "utf-8-sig", sep=";", decimal=",")
    case("a spreadsheet: sep=;", "sep=;\r\n" + sheet, "utf-8-sig", sep=";", decimal=",", skiprows=1)
    case("a spreadsheet: sep=,", "sep=,\r\n" + frame.to_csv(index=False), skiprows=1)
    both = np.column_stack([values, classes])
    plain = {"sep": r"\s+", "header": None, "comment": "#"}
    case("NumPy", savetxt(both), **plain)
    case("NumPy, in columns", savetxt(both, fmt="%25.17g"), **plain)
    case("NumPy, commas", savetxt(both, delimiter=","), header=None)
    case("NumPy, names", savetxt(both, delimiter=",", header="length,width,depth,label"), comment="#", header=None)
    case("NumPy, names between spaces", savetxt(both, header="length width depth label"), **plain)
    case("NumPy, a remark", savetxt(both, delimiter=",", header="12 flowers\nof three kinds, or four"), comment="#", header=None)

    levels = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y"), ("b", "z"), ("b", "label")])
    refuse("two lines of names", pd.DataFrame(both, columns=levels).to_csv())
    refuse("two lines of names, no index", pd.DataFrame(both, columns=levels).to_csv(index=False))
    holes = frame.copy()
    holes.loc[0, "width"] = np.nan
    refuse("a missing value in the first row", holes.to_csv(index=False, header=False))
    refuse("a missing value in the first row, by name", holes.to_csv(index=False, header=False, na_rep="NA"))
    refuse("a missing value in the first row, as ?", holes.to_csv(index=False, header=False, na_rep="?"))
    refuse("a missing value", holes.to_csv(index=False))
    holes.loc[0, NAMES] = np.nan
    refuse("a first row of missing values", holes.to_csv(index=False, header=False))
    refuse("a first row of missing values, as nan", holes.to_csv(index=False, header=False, na_rep="nan"))
    refuse("a word in the first row", frame.to_csv(index=False, header=False).replace("0.1,", "low,", 1))
    refuse("columns called 0 to 3 and nothing else", pd.DataFrame(both).to_csv(index=False))
    refuse("years as names", whole.rename(columns={"length": "2019", "width": "2020"}).to_csv(index=False))
    refuse("an index of texts", frame.rename(index=lambda i: f"row {i}").to_csv())
    refuse("an index of dates", frame.set_index(pd.date_range("2024-01-01", periods=12)).to_csv())
    refuse("an index that comes twice", pd.concat([frame, frame]).to_csv())
    refuse("UTF-16", frame.to_csv(index=False).encode("utf-16"))
    refuse("Latin-1", frame.assign(species="Gänseblümchen").to_csv(index=False).encode("latin-1"))
    refuse("thousands between commas", 'a,b,label\n"1,234","2,345",x\n"3,456","4,567",y\n')
    refuse("thousands between points", "a;b;label\n1.234,5;2,5;x\n3,5;4,5;y\n")
    refuse("decimal points and decimal commas", "a;b;label\n1.5;2,5;x\n3,5;4,5;y\n")
    refuse("hexadecimal", "a,b,label\n0x10,2,x\n3,4,y\n")
    refuse("underscores", "a,b,label\n1_000,2,x\n3,4,y\n")
    refuse("infinite", "a,b,label\nInfinity,2,x\n3,4,y\n")
    refuse("beyond a double", "a,b,label\n1e999,2,x\n3,4,y\n")
    refuse("an empty label", 'a,b,label\n1,2,""\n3,4,y\n')
    refuse("two columns of labels", "a,label,label\n1,2,x\n3,4,y\n")
    refuse("names alone", "a,b,label\n")

    versions = {"pandas": pd.__version__, "numpy": np.__version__}
    with open(os.path.join(HERE, "tables.json"), "w") as file:
        json.dump({"versions": versions, "seed": SEED, "cases": cases, "refused": refused}, file, indent=0)
        file.write("\n")


main()
