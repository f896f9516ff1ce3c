# Run with: gnuplot cdf-memory-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-2.dat"
load "style.gp"
do for [kind in kinds] {
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,880 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,880 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.80in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-memory-2.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 10,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "balloon discard" font note offset 0,-0.6
set xrange [409.947:2154.94]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("541 ns" 540.562, "940 ns" 939.9, "1.63 µs" 1634.25)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "balloon refill" font note offset 0,-0.6
set xrange [15148.6:33672.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("17.3 µs" 17305.7, "22.6 µs" 22585.2, "29.5 µs" 29475.2)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "balloon again" font note offset 0,-0.6
set xrange [8.86009:124.256]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.8 ns" 13.7589, "33.2 ns" 33.1801, "80.0 ns" 80.0148)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "dirtylog enable page=4K" font note offset 0,-0.6
set xrange [6382:14552.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.32 µs" 7321.83, "9.64 µs" 9637.05, "12.7 µs" 12684.4)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog first page=4K" font note offset 0,-0.6
set xrange [17255.3:30305.6]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("19.0 µs" 18953.5, "22.9 µs" 22867.7, "27.6 µs" 27590.3)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog again page=4K" font note offset 0,-0.6
set xrange [9.19922:109.099]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.9 ns" 13.8919, "31.7 ns" 31.6801, "72.2 ns" 72.2453)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog get page=4K" font note offset 0,-0.6
set xrange [5.66504:64.946]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.51 ns" 8.5067, "19.2 ns" 19.1813, "43.3 ns" 43.2508)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog clear page=4K" font note offset 0,-0.6
set xrange [6417.58:18301.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.64 µs" 7642.27, "10.8 µs" 10837.4, "15.4 µs" 15368.3)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog rewrite page=4K" font note offset 0,-0.6
set xrange [17297.1:31372.2]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("19.1 µs" 19101.5, "23.3 µs" 23294.8, "28.4 µs" 28408.6)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog disable page=4K" font note offset 0,-0.6
set xrange [5.28327:63.6918]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.00 ns" 8.00018, "18.3 ns" 18.344, "42.1 ns" 42.0617)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
