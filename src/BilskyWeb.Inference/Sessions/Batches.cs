namespace BilskyWeb.Inference.Sessions;

/// <summary>Cuts work into batches of few different sizes: full ones, then powers of two.</summary>
internal static class Batches
{
    public static IEnumerable<Range> Of(int count, int largest)
    {
        var start = 0;
        while (start < count)
        {
            var left = count - start;
            var size = left >= largest ? largest : 1 << int.Log2(left);
            yield return start..(start + size);
            start += size;
        }
    }
}
