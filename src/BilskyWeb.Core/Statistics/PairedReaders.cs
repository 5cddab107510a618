namespace BilskyWeb.Core.Statistics;

/// <summary>Compares two readers, each with the reference and both with each other.</summary>
internal static class PairedReaders
{
    internal static ReaderComparison Compare(ReadTable reads, int reference, int a, int b, AgreementSettings settings)
    {
        var q = reads.Classes;
        var counts = Count(reads, reference, a, b);
        Span<int> items = stackalloc int[2], onlyA = stackalloc int[2], onlyB = stackalloc int[2];
        var (sides, grades) = (new Dictionary<int, long>(), new List<(int[], int[], long)>());
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] == 0)
                continue;
            var (truth, ofA, ofB) = (cell / (q * q), cell / q % q, cell % q);
            var (high, highA, highB) = (High(truth), High(ofA), High(ofB));
            items[high] += counts[cell];
            onlyA[high] += highA == high && highB != high ? counts[cell] : 0;
            onlyB[high] += highB == high && highA != high ? counts[cell] : 0;
            var side = (high * 4) + (highA * 2) + highB;
            sides[side] = sides.GetValueOrDefault(side) + counts[cell];
            grades.Add((Readers(q, truth, ofA), Readers(q, truth, ofB), counts[cell]));
        }

        var both = reads.Compare(a, b);
        var split = both.SplitAtPathwayLine(settings.Cut).ToMatrix();
        var areas = reads.Probabilities(reference, a, b, settings.Cut);
        return new ReaderComparison(
            reads.Readers[a],
            reads.Readers[b],
            items[1],
            items[0],
            items[1] == 0 ? null : ExactMcNemar.P(onlyA[1], onlyB[1]),
            items[0] == 0 ? null : ExactMcNemar.P(onlyA[0], onlyB[0]))
        {
            Items = both.Total,
            GwetAc1 = AgreementCoefficient.Gwet(split, AgreementWeights.Identity(2)).At(settings.Level),
            CohenKappa = CohenKappa.Of(split, AgreementWeights.Identity(2)).At(settings.Level),
            GwetAc2Quadratic = q == 2 ? null : AgreementCoefficient.Gwet(both, AgreementWeights.Quadratic(q)).At(settings.Level),
            Ac1Difference = AgreementDifference.OfGwet(
                [.. sides.OrderBy(s => s.Key).Select(s => (Readers(2, s.Key / 4, s.Key / 2 % 2), Readers(2, s.Key / 4, s.Key % 2), s.Value))], AgreementWeights.Identity(2)).At(settings.Level),
            Ac2QuadraticDifference = q == 2 ? null : AgreementDifference.OfGwet(grades, AgreementWeights.Quadratic(q)).At(settings.Level),
            AucDifference = areas is { } p ? RocDifference.Of(p.A, p.B, p.IsHighGrade).At(settings.Level) : null,
        };

        int High(int read) => reads.IsHigh((byte)read, settings.Cut) ? 1 : 0;
    }

    /// <summary>Items by reference, reader A and reader B, where all three have read.</summary>
    private static int[] Count(ReadTable reads, int reference, int a, int b)
    {
        var q = reads.Classes;
        var counts = new int[q * q * q];
        var rows = reads.Of(reference);
        var ofA = reads.Of(a);
        var ofB = reads.Of(b);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] != ReadTable.NotRead && ofA[i] != ReadTable.NotRead && ofB[i] != ReadTable.NotRead)
                counts[(((rows[i] * q) + ofA[i]) * q) + ofB[i]]++;
        }

        return counts;
    }

    private static int[] Readers(int classes, int reference, int reader)
    {
        var readers = new int[classes];
        readers[reference]++;
        readers[reader]++;
        return readers;
    }
}
