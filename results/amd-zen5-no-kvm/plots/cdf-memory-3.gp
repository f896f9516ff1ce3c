# Run with: gnuplot cdf-memory-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-3.dat"
load "style.gp"
do for [kind in kinds] {
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-memory-3.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "dirtylog write page=4K" font note offset 0,-0.6
set xrange [8.83795:98.4325]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("13.2 ns" 13.2074, "29.5 ns" 29.4948, "65.9 ns" 65.8679)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "dirtylog enable page=2M" font note offset 0,-0.6
set xrange [6567.06:12672.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.33 µs" 7327.41, "9.12 µs" 9122.42, "11.4 µs" 11357.1)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog first page=2M" font note offset 0,-0.6
set xrange [17441.3:30011.3]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("19.1 µs" 19092.5, "22.9 µs" 22878.7, "27.4 µs" 27415.8)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog again page=2M" font note offset 0,-0.6
set xrange [8.98723:88.7383]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("13.2 ns" 13.1636, "28.2 ns" 28.2403, "60.6 ns" 60.5848)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog get page=2M" font note offset 0,-0.6
set xrange [6.2055:70.2194]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("9.30 ns" 9.29801, "20.9 ns" 20.8745, "46.9 ns" 46.8645)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog clear page=2M" font note offset 0,-0.6
set xrange [6634:17867.2]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("7.83 µs" 7825.08, "10.9 µs" 10887.2, "15.1 µs" 15147.6)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog rewrite page=2M" font note offset 0,-0.6
set xrange [17519:31814]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("19.4 µs" 19350.6, "23.6 µs" 23608.3, "28.8 µs" 28802.7)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog disable page=2M" font note offset 0,-0.6
set xrange [6.03805:65.2595]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.98 ns" 8.97817, "19.9 ns" 19.8504, "43.9 ns" 43.8887)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog write page=2M" font note offset 0,-0.6
set xrange [9.05162:90.073]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.3 ns" 13.2751, "28.6 ns" 28.5536, "61.4 ns" 61.4162)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
