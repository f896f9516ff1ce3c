# Run with: gnuplot cdf-spaces.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces.dat"
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
if (!text) { set output "cdf-spaces.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 12,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "flush cr3 pages=1" font note offset 0,-0.6
set xrange [2862.06:7511.75]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.36 µs" 3361.42, "4.64 µs" 4636.71, "6.40 µs" 6395.84)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "flush cr3_global pages=1" font note offset 0,-0.6
set xrange [2859.54:5740.22]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.21 µs" 3211.7, "4.05 µs" 4051.47, "5.11 µs" 5110.81)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=1" font note offset 0,-0.6
set xrange [3140.83:6271.46]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.52 µs" 3524.51, "4.44 µs" 4438.2, "5.59 µs" 5588.75)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=1" font note offset 0,-0.6
set xrange [2972.89:5996.15]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.34 µs" 3341.66, "4.22 µs" 4222.08, "5.33 µs" 5334.46)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3 pages=64" font note offset 0,-0.6
set xrange [3108.21:6222.22]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.49 µs" 3489.39, "4.40 µs" 4397.72, "5.54 µs" 5542.51)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3_global pages=64" font note offset 0,-0.6
set xrange [3106.43:6172.49]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.48 µs" 3483.06, "4.38 µs" 4378.86, "5.51 µs" 5505.04)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=64" font note offset 0,-0.6
set xrange [3360.5:6654.08]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.77 µs" 3765.75, "4.73 µs" 4728.74, "5.94 µs" 5938.01)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=64" font note offset 0,-0.6
set xrange [3072.77:6535.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.48 µs" 3484.59, "4.48 µs" 4481.2, "5.76 µs" 5762.85)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3 pages=512" font note offset 0,-0.6
set xrange [4702.9:8934.26]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.23 µs" 5233.77, "6.48 µs" 6482.05, "8.03 µs" 8028.04)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3_global pages=512" font note offset 0,-0.6
set xrange [4806.62:8999.17]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.34 µs" 5336.22, "6.58 µs" 6576.9, "8.11 µs" 8106.04)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=512" font note offset 0,-0.6
set xrange [5119.86:9173.92]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.64 µs" 5642.54, "6.85 µs" 6853.41, "8.32 µs" 8324.13)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=512" font note offset 0,-0.6
set xrange [3092.53:6244.7]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.48 µs" 3476.81, "4.39 µs" 4394.53, "5.55 µs" 5554.5)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
