using System.Buffers.Binary;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>One image of a case: a header that may be altered at will, its stored values, and where it lies.</summary>
internal sealed class CaseImage
{
    /// <summary>Everything but pixels, geometry and identifiers; what is set here wins over what the image itself says.</summary>
    public required DicomDataset Header { get; init; }

    /// <summary>Stored values, row by row.</summary>
    public required ushort[] Pixels { get; set; }

    public required int Rows { get; set; }

    public required int Columns { get; set; }

    public required double SpacingMm { get; set; }

    /// <summary>Centre of the first pixel, patient millimetres.</summary>
    public required PatientVector Origin { get; set; }

    /// <summary>Direction of increasing column index.</summary>
    public required PatientVector Row { get; set; }

    /// <summary>Direction of increasing row index.</summary>
    public required PatientVector Column { get; set; }

    /// <summary>Written as Image Position and Orientation; false where a case says them otherwise, or not at all.</summary>
    public bool SaysGeometry { get; set; } = true;

    public string SopInstanceUid { get; set; } = "";

    /// <summary>Alters the written file to what our writer does not write; null where it stays.</summary>
    public Func<byte[], byte[]>? Written { get; set; }

    public CaseImage Copy()
    {
        var header = new DicomDataset();
        foreach (var (tag, element) in Header.Elements)
        {
            Set(header, tag, element);
        }

        return new CaseImage
        {
            Header = header,
            Pixels = [.. Pixels],
            Rows = Rows,
            Columns = Columns,
            SpacingMm = SpacingMm,
            Origin = Origin,
            Row = Row,
            Column = Column,
            SaysGeometry = SaysGeometry,
            SopInstanceUid = SopInstanceUid,
            Written = Written,
        };
    }

    /// <summary>Stored value of a place of the image.</summary>
    public ushort At(int row, int column) => Pixels[(row * Columns) + column];

    /// <summary>Another image of the same size from each place of this one.</summary>
    public void Repaint(Func<int, int, ushort> valueAt)
    {
        var painted = new ushort[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                painted[(row * Columns) + column] = valueAt(row, column);
            }
        }

        Pixels = painted;
    }

    /// <summary>Stored upside down; the geometry says so.</summary>
    public void FlipRows()
    {
        Repaint((row, column) => At(Rows - 1 - row, column));
        Origin = Origin.Plus(Column.Times(SpacingMm * (Rows - 1)));
        Column = Column.Times(-1);
    }

    /// <summary>Stored mirrored; the geometry says so.</summary>
    public void FlipColumns()
    {
        Repaint((row, column) => At(row, Columns - 1 - column));
        Origin = Origin.Plus(Row.Times(SpacingMm * (Columns - 1)));
        Row = Row.Times(-1);
    }

    /// <summary>Stored with rows for columns; the geometry says so.</summary>
    public void Transpose()
    {
        var turned = new ushort[Pixels.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                turned[(column * Rows) + row] = At(row, column);
            }
        }

        (Pixels, Rows, Columns) = (turned, Columns, Rows);
        (Row, Column) = (Column, Row);
    }

    /// <summary>Tilted about a left-right axis through a point, as a technician angles a block to a disc.</summary>
    public void Tilt(double degrees, PatientVector about)
    {
        Origin = about.Plus(Turn(Origin.Minus(about)));
        (Row, Column) = (Turn(Row), Turn(Column));

        PatientVector Turn(PatientVector v)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            return new PatientVector(v.X, (cos * v.Y) - (sin * v.Z), (sin * v.Y) + (cos * v.Z));
        }
    }

    /// <summary>The image as a Part 10 file.</summary>
    public byte[] ToFile()
    {
        var pixels = new byte[Pixels.Length * 2];
        for (var i = 0; i < Pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(i * 2), Pixels[i]);
        }

        var file = Part10Writer.ToArray(Dataset(), pixels);
        return Written?.Invoke(file) ?? file;
    }

    /// <summary>The data set as it is written, without pixel data.</summary>
    public DicomDataset Dataset()
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
            .Set(DicomTag.SopInstanceUid, SopInstanceUid)
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, Rows)
            .Set(DicomTag.Columns, Columns)
            .Set(DicomTag.BitsAllocated, 16)
            .Set(DicomTag.BitsStored, 12)
            .Set(DicomTag.HighBit, 11)
            .Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.PixelSpacing, SpacingMm, SpacingMm);
        if (SaysGeometry)
        {
            dataset
                .Set(DicomTag.ImagePositionPatient, Round(Origin, 4))
                .Set(DicomTag.ImageOrientationPatient, [.. Round(Row, 9), .. Round(Column, 9)]);
        }

        foreach (var (tag, element) in Header.Elements)
        {
            Set(dataset, tag, element);
        }

        return dataset;
    }

    private static void Set(DicomDataset dataset, DicomTag tag, DicomElement element)
    {
        if (element.InlineBinary is { } bytes)
        {
            dataset.SetBytes(tag, element.Vr, bytes);
        }
        else if (element.Values is [DicomDataset, ..])
        {
            dataset.Set(tag, [.. element.Values.Cast<DicomDataset>()]);
        }
        else if (element.Values is [double, ..])
        {
            dataset.SetAs(tag, element.Vr, [.. element.Values.Select(v => (double)v!)]);
        }
        else if (element.Values is [long, ..])
        {
            dataset.SetAs(tag, element.Vr, [.. element.Values.Select(v => (double)(long)v!)]);
        }
        else
        {
            dataset.SetAs(tag, element.Vr, [.. element.Values.Select(v => v?.ToString() ?? "")]);
        }
    }

    private static double[] Round(PatientVector v, int digits) => [Math.Round(v.X, digits), Math.Round(v.Y, digits), Math.Round(v.Z, digits)];
}
