namespace BilskyWeb.Phantom.Physics;

/// <summary>Interpolation of the simulated matrix to the stored one, as a scanner's zero filling does.</summary>
internal static class Resampling
{
    /// <summary>Separable Catmull-Rom from a square of n to a square of size pixels, edges clamped.</summary>
    public static float[] Cubic(float[] source, int n, int size)
    {
        var (index, weight) = Taps(n, size);
        var wide = new float[n * size];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < size; i++)
            {
                var sum = 0f;
                for (var k = 0; k < 4; k++)
                {
                    sum += weight[(i * 4) + k] * source[(j * n) + index[(i * 4) + k]];
                }

                wide[(j * size) + i] = sum;
            }
        }

        var result = new float[size * size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < 4; k++)
            {
                var w = weight[(j * 4) + k];
                var row = index[(j * 4) + k] * size;
                for (var i = 0; i < size; i++)
                {
                    result[(j * size) + i] += w * wide[row + i];
                }
            }
        }

        return result;
    }

    private static (int[] Index, float[] Weight) Taps(int n, int size)
    {
        var index = new int[size * 4];
        var weight = new float[size * 4];
        for (var i = 0; i < size; i++)
        {
            var place = ((i + 0.5) * n / size) - 0.5;
            var low = (int)Math.Floor(place);
            var t = (float)(place - low);
            float[] w =
            [
                -0.5f * t * (1 - t) * (1 - t),
                1 + (t * t * ((1.5f * t) - 2.5f)),
                t * (0.5f + (t * (2 - (1.5f * t)))),
                -0.5f * t * t * (1 - t),
            ];
            for (var k = 0; k < 4; k++)
            {
                index[(i * 4) + k] = Math.Clamp(low - 1 + k, 0, n - 1);
                weight[(i * 4) + k] = w[k];
            }
        }

        return (index, weight);
    }
}
